//! Several processes on one store: this binary starts itself again, with what to do in its environment.
use std::process::{Command, Stdio};

use persistence::{OpenError, Store, StoreError};
use places::Folder;

use crate::fixtures::party;
use crate::journal::{assert_whole, entries};
use crate::world::{World, on_postgres, runtime, soon, writer};

const TASK: &str = "STORES_CHILD_TASK";
const PLACE: &str = "STORES_CHILD_PLACE";
const TENANT: &str = "STORES_CHILD_TENANT";
const WRITES: usize = 25;

/// This binary, about to run nothing but the task.
pub(crate) fn child(task: &str, place: &str) -> Command {
    let mut command = Command::new(std::env::current_exe().expect("this binary"));
    command.args(["--exact", "processes::a_child_does_its_task"]);
    command.env(TASK, task).env(PLACE, place).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Does nothing unless another test of this binary started it.
#[test]
fn a_child_does_its_task() {
    let Ok(task) = std::env::var(TASK) else { return };
    let place = std::env::var(PLACE).expect("a place");
    match task.as_str() {
        "open" => {
            let opened = Store::files(place.as_ref());
            assert!(matches!(opened, Err(OpenError::Owned(_))), "the folder was opened twice");
        }
        "host-many" => crate::files::host_many(place.as_ref()),
        "write" => {
            let tenant = std::env::var(TENANT).expect("a tenant");
            let scope =
                Store::postgres(&place, 2).expect("opens").tenant(domain::TenantId::parse(&tenant).expect("an id"));
            runtime().block_on(async {
                for _ in 0..WRITES {
                    let insert = |tx: &mut persistence::TenantTx<'_, '_>| {
                        tx.parties().insert(&party("Bergen"))?;
                        tx.parties().insert(&party("Voss"))
                    };
                    scope.write::<_, StoreError>(soon(), writer(), insert).await.expect("written");
                }
            });
        }
        other => panic!("no task {other}"),
    }
}

pub(crate) fn succeed(children: impl IntoIterator<Item = Command>) {
    let started: Vec<_> = children.into_iter().map(|mut child| child.spawn().expect("started")).collect();
    for child in started {
        let output = child.wait_with_output().expect("ended");
        let told = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{told}{}", String::from_utf8_lossy(&output.stderr));
        assert!(told.contains("1 passed"), "the task ran: {told}");
    }
}

#[test]
fn the_journal_is_whole_when_several_processes_write() {
    on_postgres(async |world: World| {
        let url = world.database().serving_url();
        let children = (0..3).map(|_| {
            let mut child = child("write", &url);
            child.env(TENANT, world.tenant.to_string());
            child
        });
        // This process writes too.
        let own = async {
            for _ in 0..WRITES {
                let insert = |tx: &mut persistence::TenantTx<'_, '_>| {
                    tx.parties().insert(&party("Bergen"))?;
                    tx.parties().insert(&party("Voss"))
                };
                world.write(insert).await.expect("written");
            }
        };
        let children: Vec<_> = children.collect();
        let ended = tokio::task::spawn_blocking(move || succeed(children));
        let (ended, ()) = tokio::join!(ended, own);
        ended.expect("every process succeeds");
        assert_whole(&world, 1 + 4 * WRITES * 2).await;
        assert_eq!(entries(&world).await.len(), 1 + 4 * WRITES * 2);
    });
}

#[test]
fn a_folder_has_one_owner() {
    let folder = Folder::new();
    let owner = Store::files(folder.path()).expect("opens");
    assert!(matches!(Store::files(folder.path()), Err(OpenError::Owned(_))), "in this process");
    let place = folder.path().to_string_lossy().into_owned();
    succeed([child("open", &place)]);
    drop(owner);
    assert!(Store::files(folder.path()).is_ok(), "free again");
}
