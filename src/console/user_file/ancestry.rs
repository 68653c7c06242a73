//! `inherits = "…"`: a user's file over another, that over a third, down to a shipped one.

use std::path::Path;

/// The file that `parent` names, and the name its findings bear: one of the user's own before the shipped one, and none
/// that is in `seen` already, so that a user's `default` may stand on the shipped `default`.
pub fn parent(
    parent: &str,
    own: &dyn Fn(&str) -> Option<String>,
    shipped: &dyn Fn(&str) -> Option<&'static str>,
    seen: &mut Vec<String>,
) -> Result<(String, String), String> {
    let known = |name: &str| seen.iter().any(|earlier| stem(earlier) == name);
    let circular = known(parent);
    let sources = [(parent.to_owned(), own(parent)), (format!("shipped {parent}"), shipped(parent).map(str::to_owned))];
    for (name, text) in sources {
        if let Some(text) = text.filter(|_| !known(&name)) {
            seen.push(name.clone());
            return Ok((name, text));
        }
    }
    Err(if circular {
        format!("'{parent}' inherits itself")
    } else {
        format!("there is no '{parent}', neither beside this file nor shipped")
    })
}

/// The text of the file `name` in the folder of `path`, if it is there. Names that lead elsewhere are not followed.
pub fn beside(path: &Path, name: &str) -> Option<String> {
    let plain = !name.contains(['/', '\\', '.']);
    plain.then(|| std::fs::read_to_string(path.with_file_name(format!("{name}.toml"))).ok()).flatten()
}

fn stem(name: &str) -> &str {
    Path::new(name).file_stem().and_then(|stem| stem.to_str()).unwrap_or(name)
}
