//! The few threads that block: a bounded pool for every store, and lanes in which writes wait without holding one.
use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU8, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use tokio::runtime::{Builder, Runtime};
use tokio::sync::{Semaphore, oneshot};

use crate::StoreError;

type Work = Box<dyn FnOnce() + Send>;

/// Work that waits, and whether anyone still waits for it.
struct Job {
    work: Work,
    state: Arc<AtomicU8>,
}

/// A bounded pool of blocking threads, shared by everything one store does.
pub(crate) struct Workers {
    runtime: Option<Runtime>,
    reads: Arc<Semaphore>,
    under_way: Arc<AtomicUsize>,
}

/// How many reads may wait for a thread before the next is refused.
const READS_WAITING: usize = 1024;

impl Workers {
    pub(crate) fn new(threads: usize) -> std::io::Result<Self> {
        let runtime =
            Builder::new_multi_thread().worker_threads(1).max_blocking_threads(threads).thread_name("store").build()?;
        Ok(Self {
            runtime: Some(runtime),
            reads: Arc::new(Semaphore::new(READS_WAITING + threads)),
            under_way: Arc::default(),
        })
    }

    fn spawn(&self, job: Work) {
        let runtime = self.runtime.as_ref().expect("only dropping takes the runtime");
        let under_way = Arc::clone(&self.under_way);
        under_way.fetch_add(1, Ordering::AcqRel);
        runtime.spawn_blocking(move || {
            job();
            under_way.fetch_sub(1, Ordering::AcqRel);
        });
    }

    /// Runs a read on the next free thread, or refuses at once when too many wait already.
    pub(crate) async fn read<T: Send + 'static, E: From<StoreError> + Send + 'static>(
        &self,
        deadline: Instant,
        work: impl FnOnce() -> Result<T, E> + Send + 'static,
    ) -> Result<T, E> {
        let permit = Arc::clone(&self.reads).try_acquire_owned().map_err(|_| StoreError::Overloaded)?;
        let (job, outcome) = ticket(deadline, work);
        self.spawn(Box::new(move || {
            (job.work)();
            drop(permit);
        }));
        outcome.wait().await
    }

    /// Runs a write when its turn in the lane has come, or refuses at once when the lane is full.
    pub(crate) async fn write<T: Send + 'static, E: From<StoreError> + Send + 'static>(
        self: &Arc<Self>,
        lane: &Arc<Lane>,
        deadline: Instant,
        work: impl FnOnce() -> Result<T, E> + Send + 'static,
    ) -> Result<T, E> {
        let (job, outcome) = ticket(deadline, work);
        if lane.push(job)? {
            self.drain(Arc::clone(lane));
        }
        outcome.wait().await
    }

    /// Waits until no job is under way.
    pub(crate) async fn drain_all(&self) {
        while self.under_way.load(Ordering::Acquire) > 0 {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
    }

    /// Works a lane off, a few jobs at a time so that one busy tenant cannot keep a thread to itself.
    fn drain(self: &Arc<Self>, lane: Arc<Lane>) {
        const TURN: usize = 16;
        let workers = Arc::clone(self);
        self.spawn(Box::new(move || {
            for _ in 0..TURN {
                match lane.pop() {
                    Some(job) => (job.work)(),
                    None => return,
                }
            }
            workers.drain(lane);
        }));
    }
}

impl Drop for Workers {
    fn drop(&mut self) {
        // A runtime may not be dropped where async code runs; work under way is let finish in the background.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// A tenant's queue of writes: first come, first served, one at a time, bounded.
pub(crate) struct Lane {
    depth: usize,
    state: Mutex<Queue>,
}

#[derive(Default)]
struct Queue {
    waiting: VecDeque<Job>,
    draining: bool,
}

impl Lane {
    pub(crate) fn new(depth: usize) -> Arc<Self> {
        Arc::new(Self { depth, state: Mutex::default() })
    }

    /// Adds a job; says whether the lane stood still and must be set going.
    fn push(&self, job: Job) -> Result<bool, StoreError> {
        // Jobs run outside the lock, so nothing can panic while it is held.
        let mut queue = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if queue.waiting.len() >= self.depth {
            // Those nobody waits for any more take no places.
            queue.waiting.retain(|job| job.state.load(Ordering::Acquire) == WAITING);
        }
        if queue.waiting.len() >= self.depth {
            return Err(StoreError::Overloaded);
        }
        queue.waiting.push_back(job);
        Ok(!std::mem::replace(&mut queue.draining, true))
    }

    fn pop(&self) -> Option<Job> {
        let mut queue = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let job = queue.waiting.pop_front();
        queue.draining = job.is_some();
        job
    }

    /// Whether nothing waits or runs.
    pub(crate) fn is_idle(&self) -> bool {
        let queue = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        queue.waiting.is_empty() && !queue.draining
    }
}

const WAITING: u8 = 0;
const RUNNING: u8 = 1;
const GIVEN_UP: u8 = 2;

/// What the caller of a job waits for.
struct Outcome<T, E> {
    deadline: Instant,
    state: Arc<AtomicU8>,
    answer: oneshot::Receiver<Result<T, E>>,
}

/// Splits work into a job for a thread and the outcome its caller waits for. A job whose time is up before it begins,
/// or whose caller has gone, is skipped; one that has begun is always waited for, so that no outcome is told before its
/// COMMIT or ROLLBACK.
fn ticket<T: Send + 'static, E: From<StoreError> + Send + 'static>(
    deadline: Instant,
    work: impl FnOnce() -> Result<T, E> + Send + 'static,
) -> (Job, Outcome<T, E>) {
    let state = Arc::new(AtomicU8::new(WAITING));
    let (tell, answer) = oneshot::channel();
    let span = tracing::Span::current();
    let begun = Arc::clone(&state);
    let job = move || {
        if begun.compare_exchange(WAITING, RUNNING, Ordering::AcqRel, Ordering::Acquire).is_err() {
            return;
        }
        let outcome = if Instant::now() >= deadline {
            Err(StoreError::Deadline.into())
        } else {
            let caught = span.in_scope(|| catch_unwind(AssertUnwindSafe(work)));
            caught.unwrap_or_else(|_| Err(StoreError::internal("the work panicked").into()))
        };
        // Nobody listens any more when the client has gone.
        let _ = tell.send(outcome);
    };
    (Job { work: Box::new(job), state: Arc::clone(&state) }, Outcome { deadline, state, answer })
}

impl<T, E> Outcome<T, E> {
    /// Takes the job back unless it has begun.
    fn give_up(&self) -> bool {
        self.state.compare_exchange(WAITING, GIVEN_UP, Ordering::AcqRel, Ordering::Acquire).is_ok()
    }
}

impl<T, E> Drop for Outcome<T, E> {
    fn drop(&mut self) {
        self.give_up();
    }
}

impl<T, E: From<StoreError>> Outcome<T, E> {
    async fn wait(mut self) -> Result<T, E> {
        let lost = || Err(StoreError::unavailable("the store is shutting down").into());
        match tokio::time::timeout_at(self.deadline.into(), &mut self.answer).await {
            Ok(answer) => answer.unwrap_or_else(|_| lost()),
            Err(_) => {
                if self.give_up() {
                    Err(StoreError::Deadline.into())
                } else {
                    (&mut self.answer).await.unwrap_or_else(|_| lost())
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;
    use std::time::Duration;

    fn soon() -> Instant {
        Instant::now() + Duration::from_secs(5)
    }

    #[tokio::test]
    async fn a_full_lane_refuses_at_once_and_an_expired_job_is_skipped() {
        let workers = Arc::new(Workers::new(2).expect("threads"));
        let lane = Lane::new(1);
        let (release, held) = mpsc::channel::<()>();
        let (started, has_started) = oneshot::channel();
        let first = tokio::spawn({
            let (workers, lane) = (Arc::clone(&workers), Arc::clone(&lane));
            async move {
                let work = move || {
                    let _ = started.send(());
                    let _ = held.recv();
                    Ok::<_, StoreError>(1)
                };
                workers.write(&lane, soon(), work).await
            }
        });
        has_started.await.expect("the first job runs");
        let short = Instant::now() + Duration::from_millis(300);
        let second = tokio::spawn({
            let (workers, lane) = (Arc::clone(&workers), Arc::clone(&lane));
            async move { workers.write(&lane, short, || Ok::<_, StoreError>(2)).await }
        });
        while lane.state.lock().expect("unpoisoned").waiting.is_empty() {
            tokio::task::yield_now().await;
        }
        let third = workers.write(&lane, soon(), || Ok::<_, StoreError>(3)).await;
        assert!(matches!(third, Err(StoreError::Overloaded)));
        let second = second.await.expect("joined");
        assert!(matches!(second, Err(StoreError::Deadline)));
        let fourth = tokio::spawn({
            let (workers, lane) = (Arc::clone(&workers), Arc::clone(&lane));
            async move { workers.write(&lane, soon(), || Ok::<_, StoreError>(4)).await }
        });
        while lane
            .state
            .lock()
            .expect("unpoisoned")
            .waiting
            .iter()
            .all(|job| job.state.load(Ordering::Acquire) != WAITING)
        {
            tokio::task::yield_now().await;
        }
        release.send(()).expect("the first job waits");
        assert_eq!(first.await.expect("joined").expect("the first job answers"), 1);
        assert!(matches!(fourth.await.expect("joined"), Ok(4)), "what nobody waits for takes no place");
        while !lane.is_idle() {
            tokio::task::yield_now().await;
        }
    }

    #[tokio::test]
    async fn a_panic_poisons_nothing() {
        let workers = Arc::new(Workers::new(1).expect("threads"));
        let lane = Lane::new(4);
        let panicked = workers.write(&lane, soon(), || -> Result<(), StoreError> { panic!("on purpose") }).await;
        assert!(matches!(panicked, Err(StoreError::Internal(_))));
        assert!(matches!(workers.write(&lane, soon(), || Ok::<_, StoreError>(1)).await, Ok(1)));
        assert!(matches!(workers.read(soon(), || Ok::<_, StoreError>(1)).await, Ok(1)));
    }
}
