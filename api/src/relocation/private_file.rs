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
    /// Begins one, unless there is a file of that name.
    pub(super) fn begin(path: &Path) -> Result<(Self, BufWriter<File>), Failure> {
        let cannot = |error: std::io::Error| Failure(format!("{}: {error}", path.display()));
        if path.exists() {
            return Err(Failure(format!("{} is there already", path.display())));
        }
        let name = path.file_name().ok_or_else(|| Failure(format!("{} is no file", path.display())))?;
        let mut part = std::ffi::OsString::from(".");
        part.push(name);
        part.push(format!(".{}.part", std::process::id()));
        let part = path.with_file_name(part);
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(&part).map_err(cannot)?;
        Ok((Self { part, path: path.to_owned(), whole: false }, BufWriter::new(file)))
    }

    /// Gives it its name, once it is on the disk.
    pub(super) fn end(mut self, mut out: BufWriter<File>) -> Result<(), Failure> {
        let written = out.flush().and_then(|()| out.get_ref().sync_all());
        // A link refuses where a file has come meanwhile; a name would replace it.
        let named = written.and_then(|()| std::fs::hard_link(&self.part, &self.path));
        let folder = self.path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let kept = named.and_then(|()| File::open(folder)?.sync_all());
        kept.map_err(|error| Failure(format!("{}: {error}", self.path.display())))?;
        self.whole = true;
        Ok(())
    }

    /// Writes a small one.
    pub(super) fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
        let (file, mut out) = Self::begin(path)?;
        out.write_all(bytes).map_err(|error| Failure(format!("{}: {error}", path.display())))?;
        file.end(out)
    }
}

impl Drop for PrivateFile {
    fn drop(&mut self) {
        // The name that it has, or will never have, is another.
        let _ = std::fs::remove_file(&self.part);
    }
}
