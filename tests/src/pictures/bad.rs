//! More than two hundred files that are refused as pictures.

mod bombs;
mod broken;
mod others;
mod several;

/// A file that is no good.
#[derive(Debug, Clone)]
pub struct Bad {
    /// What is wrong with it.
    pub name: String,
    /// The file.
    pub file: Vec<u8>,
    /// What it is said to be by whoever sends it.
    pub kind: &'static str,
}

/// All of them.
pub fn all() -> Vec<Bad> {
    [others::all(), broken::all(), bombs::all(), several::all()].concat()
}

fn bad(name: impl Into<String>, file: impl Into<Vec<u8>>, kind: &'static str) -> Bad {
    Bad { name: name.into(), file: file.into(), kind }
}
