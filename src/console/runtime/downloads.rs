//! Files for the agent to send, laid down where other programs look for them.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Signs of the longest name.
const LONGEST: usize = 80;
/// Files of one name that are kept beside each other.
const MOST: usize = 99;

/// Lays a file down under its title. One of the same name and content is that file; another one is left alone.
pub fn save(folder: &Path, title: &str, content_type: &str, bytes: &[u8]) -> io::Result<PathBuf> {
    fs::create_dir_all(folder)?;
    let (stem, ending) = (stem(title), ending(content_type));
    for nth in 1..=MOST {
        let name = if nth == 1 { format!("{stem}.{ending}") } else { format!("{stem} ({nth}).{ending}") };
        let path = folder.join(name);
        match create(&path) {
            Ok(mut file) => {
                let written = file.write_all(bytes).and_then(|()| file.sync_all());
                return written.map(|()| path.clone()).inspect_err(|_| drop(fs::remove_file(&path)));
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                if fs::metadata(&path)?.len() == bytes.len() as u64 && fs::read(&path)? == bytes {
                    return Ok(path);
                }
            }
            Err(error) => return Err(error),
        }
    }
    Err(io::Error::new(io::ErrorKind::AlreadyExists, format!("{} has {MOST} files of that name", folder.display())))
}

fn create(path: &Path) -> io::Result<fs::File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// A title as a name that no system refuses and no shell obeys.
fn stem(title: &str) -> String {
    let safe = |sign: char| if sign.is_alphanumeric() || " -_.()（）".contains(sign) { sign } else { '_' };
    let name: String = title.chars().map(safe).take(LONGEST).collect();
    let name = name.trim_matches([' ', '.', '-']);
    if name.is_empty() { "file".to_owned() } else { name.to_owned() }
}

fn ending(content_type: &str) -> &'static str {
    match content_type {
        "application/pdf" => "pdf",
        "image/png" => "png",
        "image/jpeg" => "jpg",
        "image/webp" => "webp",
        _ => "bin",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_lies_there_once_and_never_over_another() {
        let folder = tempfile::tempdir().unwrap();
        let save = |bytes: &[u8]| super::save(folder.path(), "安装方案", "application/pdf", bytes).unwrap();
        assert_eq!(save(b"%PDF-1"), folder.path().join("安装方案.pdf"));
        assert_eq!(save(b"%PDF-1"), folder.path().join("安装方案.pdf"));
        assert_eq!(save(b"%PDF-2"), folder.path().join("安装方案 (2).pdf"));
        assert_eq!(fs::read(folder.path().join("安装方案.pdf")).unwrap(), b"%PDF-1");
    }

    #[test]
    fn a_title_leads_nowhere_else() {
        for title in ["../../etc/passwd", "/etc/passwd", "..", "", "a\u{1b}]0;x\u{7}\n", "-rf", "~/.ssh/x", "a\\b:c"] {
            let stem = stem(title);
            assert!(!stem.is_empty() && !stem.starts_with(['.', '-', '~']), "{title}: {stem}");
            assert!(!stem.contains(['/', '\\', ':', '\n', '\u{1b}', '\u{7}']), "{title}: {stem}");
        }
        assert_eq!(stem(&"长".repeat(500)).chars().count(), LONGEST);
    }
}
