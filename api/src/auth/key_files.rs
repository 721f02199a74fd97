//! Files that hold secrets: written whole or not at all, and readable by their owner alone.
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use domain::KeyPurpose;

/// What files being written are called, until they are whole.
const UNFINISHED: &str = ".unfinished-";

/// Why the key folder cannot be used. Each message is one line that says what to do.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// Somebody else may have read it.
    #[error("{path} can be read by others (mode {mode:03o}); close it with `chmod go-rwx` and rotate the keys")]
    Exposed {
        /// The file or folder.
        path: PathBuf,
        /// Its permissions.
        mode: u32,
    },
    /// A link or a device, or a folder where a file is expected.
    #[error("{0} is not a plain file or folder")]
    NotPlain(PathBuf),
    /// Not a key.
    #[error("{0} holds no key of its kind")]
    Damaged(PathBuf),
    /// Two keys, both in use.
    #[error("{0} holds two current keys for one purpose; remove the one that is not in use")]
    TwoCurrent(PathBuf),
    /// Nothing to make signatures with.
    #[error("no {0} key is in use")]
    NoneCurrent(KeyPurpose),
    /// A new key could not be brought into the form it is kept in.
    #[error("a new key could not be written down")]
    Unwritable,
    /// The system said no.
    #[error("{path}: {error}")]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What it said.
        #[source]
        error: io::Error,
    },
    /// The system gave no random bytes.
    #[error("no random bytes to make a key of: {0}")]
    Random(#[from] getrandom::Error),
}

pub(super) fn at(path: &Path) -> impl FnOnce(io::Error) -> KeyError {
    let path = path.to_owned();
    move |error| KeyError::Io { path, error }
}

/// Makes the folder if it is not there; refuses one that others can look into.
pub(super) fn open_folder(path: &Path) -> Result<(), KeyError> {
    if fs::symlink_metadata(path).is_err_and(|error| error.kind() == io::ErrorKind::NotFound) {
        let mut builder = DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(path).map_err(at(path))?;
    }
    check(path, fs::Metadata::is_dir)
}

/// The names of the files in a folder. What a crash left unfinished is removed.
pub(super) fn names(folder: &Path) -> Result<Vec<String>, KeyError> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).map_err(at(folder))? {
        let entry = entry.map_err(at(folder))?;
        match entry.file_name().into_string() {
            Ok(name) if name.starts_with(UNFINISHED) => fs::remove_file(entry.path()).map_err(at(&entry.path()))?,
            Ok(name) => names.push(name),
            Err(_) => {}
        }
    }
    names.sort();
    Ok(names)
}

/// Reads a secret, unless others could have.
pub(super) fn read(path: &Path) -> Result<String, KeyError> {
    check(path, fs::Metadata::is_file)?;
    fs::read_to_string(path).map_err(at(path))
}

/// Writes a secret so that after a crash it is there whole or not at all.
pub(super) fn write(folder: &Path, name: &str, content: &str) -> Result<(), KeyError> {
    let unfinished = folder.join(format!("{UNFINISHED}{name}"));
    let path = folder.join(name);
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&unfinished).map_err(at(&unfinished))?;
    file.write_all(content.as_bytes()).and_then(|()| file.sync_all()).map_err(at(&unfinished))?;
    rename(&unfinished, &path)
}

/// Gives a file another name for good.
pub(super) fn rename(from: &Path, to: &Path) -> Result<(), KeyError> {
    fs::rename(from, to).map_err(at(to))?;
    // Only the folder's own sync makes the name last through a power cut; not every system can.
    #[cfg(unix)]
    if let Some(folder) = to.parent() {
        File::open(folder).and_then(|folder| folder.sync_all()).map_err(at(folder))?;
    }
    Ok(())
}

/// Refuses what is not plain, and what others can read or write.
fn check(path: &Path, plain: impl FnOnce(&fs::Metadata) -> bool) -> Result<(), KeyError> {
    let metadata = fs::symlink_metadata(path).map_err(at(path))?;
    if !plain(&metadata) {
        return Err(KeyError::NotPlain(path.to_owned()));
    }
    #[cfg(unix)]
    {
        let mode = std::os::unix::fs::PermissionsExt::mode(&metadata.permissions()) & 0o777;
        if mode & 0o077 != 0 {
            return Err(KeyError::Exposed { path: path.to_owned(), mode });
        }
    }
    Ok(())
}
