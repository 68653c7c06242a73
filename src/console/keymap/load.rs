//! Puts a keymap file over the one it inherits, down to one that inherits none.

use std::collections::BTreeMap;
use std::path::Path;

use super::binding::{Binding, List};
use super::check;
use super::file::KeymapFile;
use super::layer::Layer;
use super::map::Keymap;
use crate::console::user_file::{Finding, UserFile, ancestry};

impl Keymap {
    /// Reads a keymap. `name` is what findings call it; `find` gives the text of a keymap of the user's by its name,
    /// before the shipped ones are looked at.
    pub fn parse(name: &str, text: &str, find: &dyn Fn(&str) -> Option<String>) -> (Self, Vec<Finding>) {
        let mut findings = Vec::new();
        let layers = layers(name, text, find, &mut vec![name.to_owned()], &mut findings);
        let keymap = Self::new(layers);
        findings.extend(check::essentials(name, &keymap));
        (keymap, findings)
    }

    /// Reads a keymap file; what it inherits is looked for beside it, then among the shipped ones.
    pub fn open(path: &Path) -> std::io::Result<(Self, Vec<Finding>)> {
        let text = std::fs::read_to_string(path)?;
        Ok(Self::parse(&path.display().to_string(), &text, &|name| ancestry::beside(path, name)))
    }
}

type Layers = BTreeMap<Layer, Vec<Binding>>;

fn layers(
    name: &str,
    text: &str,
    find: &dyn Fn(&str) -> Option<String>,
    seen: &mut Vec<String>,
    findings: &mut Vec<Finding>,
) -> Layers {
    let mut source = UserFile::new(name, text);
    let file = KeymapFile::read(&mut source);
    findings.append(&mut source.findings);
    let inherited = match file.inherits {
        Some((parent, place)) => match ancestry::parent(&parent, find, &|name| Keymap::shipped(name), seen) {
            Ok((name, text)) => layers(&name, &text, find, seen, findings),
            Err(said) => {
                let said = format!("{said}; the shipped keys are used instead");
                findings.push(Finding { place, said });
                Keymap::built_in().layers()
            }
        },
        None => Layers::new(),
    };
    over(name, inherited, file.layers, findings)
}

fn over(name: &str, inherited: Layers, own: Layers, findings: &mut Vec<Finding>) -> Layers {
    let mut merged = inherited;
    for (layer, rows) in own {
        let below = merged.remove(&layer).unwrap_or_default();
        merged.insert(layer, check::rows(name, layer, stacked(below, rows), findings));
    }
    merged
}

/// The rows of a layer in the order they are tried: what unbinds, what was prepended, the layer's own or inherited rows,
/// what was appended.
fn stacked(below: Vec<Binding>, own: Vec<Binding>) -> Vec<Binding> {
    let replaces = own.iter().any(|row| row.list == List::Keys);
    let (unbound, bound): (Vec<_>, Vec<_>) = own.into_iter().partition(|row| row.run.is_none());
    let (last, first): (Vec<_>, Vec<_>) = bound.into_iter().partition(|row| row.list == List::Append);
    let (middle, first): (Vec<_>, Vec<_>) = first.into_iter().partition(|row| row.list == List::Keys);
    let below = if replaces { Vec::new() } else { below };
    [unbound, first, middle, below, last].concat()
}
