//! A file for its owner's eyes, that has its name only once it is whole.
use std::fs::{File, OpenOptions};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::boot::Failure;

/// A file that is being written, beside the name it will have.
pub(super) struct PrivateFile {
    part: PathBuf,
    path: PathBuf,
    whole: bool,
}

impl PrivateFile {
    /// Begins one, unless there is a file of that name. What commands that were killed have left of it goes.
    pub(super) fn begin(path: &Path) -> Result<(Self, BufWriter<File>), Failure> {
        let cannot = |error: std::io::Error| Failure(format!("{}: {error}", path.display()));
        let name = path.file_name().ok_or_else(|| Failure(format!("{} is no file", path.display())))?;
        sweep(path, &name.to_string_lossy());
        if path.exists() {
            return Err(Failure(format!("{} is there already", path.display())));
        }
        let mut part = std::ffi::OsString::from(".");
        part.push(name);
        part.push(format!(".{}{PART}", std::process::id()));
        let part = path.with_file_name(part);
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(&part).map_err(cannot)?;
        // Held until it ends, however it does. A file system that knows no locks leaves what is killed to people.
        let _ = file.try_lock();
        Ok((Self { part, path: path.to_owned(), whole: false }, BufWriter::new(file)))
    }

    /// Gives it its name, once it is on the disk.
    pub(super) fn end(mut self, mut out: BufWriter<File>) -> Result<(), Failure> {
        let written = out.flush().and_then(|()| out.get_ref().sync_all());
        // A link refuses where a file has come meanwhile; a name would replace it.
        let named = written.and_then(|()| std::fs::hard_link(&self.part, &self.path));
        let kept = named.and_then(|()| File::open(folder(&self.path))?.sync_all());
        kept.map_err(|error| Failure(format!("{}: {error}", self.path.display())))?;
        self.whole = true;
        Ok(())
    }

    /// Writes what there is to write, and ends it.
    pub(super) fn end_with(self, mut out: BufWriter<File>, bytes: &[u8]) -> Result<(), Failure> {
        out.write_all(bytes).map_err(|error| Failure(format!("{}: {error}", self.path.display())))?;
        self.end(out)
    }

    /// Writes a small one.
    pub(super) fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
        let (file, out) = Self::begin(path)?;
        file.end_with(out, bytes)
    }
}

/// How the name of a file that is being written ends.
const PART: &str = ".part";

/// The folder of a file.
fn folder(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Removes what is left of writing a file of this name, where nobody is writing it any more.
fn sweep(path: &Path, name: &str) {
    let Ok(entries) = std::fs::read_dir(folder(path)) else { return };
    for entry in entries.flatten() {
        let found = entry.file_name();
        let process = found.to_str().and_then(|found| found.strip_prefix('.')?.strip_prefix(name)?.strip_prefix('.'));
        let process = process.and_then(|rest| rest.strip_suffix(PART));
        let is_left = process.is_some_and(|process| process.parse::<u32>().is_ok())
            && File::open(entry.path()).is_ok_and(|file| file.try_lock().is_ok());
        if is_left {
            // One that cannot be removed is in nobody's way.
            let _ = std::fs::remove_file(entry.path());
        }
    }
}

impl Drop for PrivateFile {
    fn drop(&mut self) {
        // The name that it has, or will never have, is another.
        let _ = std::fs::remove_file(&self.part);
    }
}
