//! What a `SQLite` file in WAL mode holds, read from its bytes: the pages of the file, and over them the
//! pages of all commits in its log. Two bytewise different logs may hold the same: a transaction that was
//! undone writes the pages it touched as they were. Formats: sqlite.org/fileformat2.html.

use std::collections::BTreeMap;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};

const LOG_HEADER: usize = 32;
const FRAME_HEADER: usize = 24;
/// The change counters of the first page: they count commits, whatever these changed.
const COUNTERS: [std::ops::Range<usize>; 2] = [24..28, 92..96];

/// Equal texts mean equal contents.
pub fn fingerprint(file: &Path) -> String {
    let bytes = std::fs::read(file).unwrap_or_default();
    let log = std::fs::read(PathBuf::from(format!("{}-wal", file.display()))).unwrap_or_default();
    let mut pages = pages(&bytes);
    pages.extend(committed(&log));
    if let Some(first) = pages.get_mut(&1).filter(|page| page.len() >= 100) {
        for counter in COUNTERS {
            first[counter].fill(0);
        }
    }
    let mut hasher = DefaultHasher::new();
    pages.hash(&mut hasher);
    format!("{} pages, {:016x}", pages.len(), hasher.finish())
}

fn pages(file: &[u8]) -> BTreeMap<u32, Vec<u8>> {
    if file.len() < 100 {
        return BTreeMap::new();
    }
    let size = match u16::from_be_bytes([file[16], file[17]]) {
        1 => 65536,
        size => usize::from(size),
    };
    (1..).zip(file.chunks(size).map(<[u8]>::to_vec)).collect()
}

/// The newest page of each number in the commits of the log.
fn committed(log: &[u8]) -> BTreeMap<u32, Vec<u8>> {
    let (mut pages, mut open) = (BTreeMap::new(), BTreeMap::new());
    if log.len() < LOG_HEADER {
        return pages;
    }
    let size = number(log, 8) as usize;
    for frame in log[LOG_HEADER..].chunks_exact(FRAME_HEADER + size) {
        // Frames with other salts are left over from before the log was last begun anew.
        if frame[8..16] != log[16..24] {
            break;
        }
        open.insert(number(frame, 0), frame[FRAME_HEADER..].to_vec());
        if number(frame, 4) != 0 {
            pages.append(&mut open);
        }
    }
    pages
}

fn number(bytes: &[u8], at: usize) -> u32 {
    u32::from_be_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
}
