//! What products answered when they were asked live, one file for each credential at each server: the answers of a
//! sandbox say nothing about Cloudflare. Holds names of products, ids and dates; never a value, never a reply.

use std::collections::BTreeMap;
use std::fs;
use std::io::{ErrorKind, Read as _, Write as _};
use std::path::{Path, PathBuf};

use super::error::StoreError;
use super::files;
use crate::domain::matrix::probe::Evidence;

/// Largest file that is read, in bytes.
const LARGEST: u64 = 4 << 20;
/// Most answers that are kept; the newest.
const MOST: usize = 2_000;

/// The file of answers.
#[derive(Clone, Debug)]
pub struct Evidences {
    file: PathBuf,
}

impl Evidences {
    /// The file of this place (a credential at a server) below the data folder. Nothing is made until something is
    /// added.
    pub fn in_data(data: &Path, place: &str) -> Self {
        Evidences { file: data.join("evidence").join(format!("{place}.json")) }
    }

    /// What is kept, in no particular order. Without a file, nothing.
    ///
    /// # Errors
    /// The file cannot be read, or is none of ours.
    pub fn read(&self) -> Result<Vec<Evidence>, StoreError> {
        let broken = |e| StoreError::io("cannot read", &self.file, e);
        let file = match fs::File::open(&self.file) {
            Ok(file) => file,
            Err(e) if e.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            Err(e) => return Err(broken(e)),
        };
        let mut text = String::new();
        file.take(LARGEST).read_to_string(&mut text).map_err(broken)?;
        serde_json::from_str(&text).map_err(|e| broken(e.into()))
    }

    /// Adds answers; of each product and account the newest is kept. Written whole beside its place, then renamed.
    ///
    /// # Errors
    /// The disk refused, or what is there is none of ours and is left alone.
    pub fn add(&self, news: &[Evidence]) -> Result<(), StoreError> {
        let mut newest: BTreeMap<_, Evidence> = BTreeMap::new();
        for one in self.read()?.into_iter().chain(news.iter().cloned()) {
            let held =
                newest.entry((one.account.clone(), one.product.clone())).or_insert_with(|| one.clone());
            if held.at <= one.at {
                *held = one;
            }
        }
        let mut kept: Vec<Evidence> = newest.into_values().collect();
        kept.sort_by_key(|e| std::cmp::Reverse(e.at));
        kept.truncate(MOST);
        if let Some(folder) = self.file.parent() {
            files::make_folder(folder)?;
        }
        let draft = self.file.with_extension(format!("{}.new", std::process::id()));
        let failed = |e| StoreError::io("cannot write", &self.file, e);
        let text = serde_json::to_string_pretty(&kept).map_err(|e| failed(e.into()))?;
        let mut file =
            files::private().write(true).create(true).truncate(true).open(&draft).map_err(failed)?;
        file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(failed)?;
        fs::rename(&draft, &self.file).map_err(failed)?;
        files::sync_folder_of(&self.file).map_err(failed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Time;
    use crate::domain::matrix::probe::Answer;

    fn evidence(product: &str, at: i64, answer: Answer) -> Evidence {
        Evidence {
            product: product.into(),
            account: "023e105f4ecef8ad9ca31a8372d0c353".into(),
            token: "t".into(),
            path: "/".into(),
            at: Time::from_secs(at),
            answer,
            why: "it was answered".into(),
        }
    }

    #[test]
    fn the_newest_answer_of_each_product_is_kept() {
        let data = tempfile::tempdir().unwrap();
        let kept = Evidences::in_data(data.path(), "work@api");
        assert_eq!(kept.read().unwrap(), []);
        kept.add(&[evidence("D1", 10, Answer::Accepted), evidence("R2", 10, Answer::Unknown)]).unwrap();
        kept.add(&[evidence("D1", 20, Answer::RefusedAsKind), evidence("R2", 5, Answer::Accepted)]).unwrap();
        let found = kept.read().unwrap();
        assert_eq!(found, [evidence("D1", 20, Answer::RefusedAsKind), evidence("R2", 10, Answer::Unknown)]);
        assert_eq!(Evidences::in_data(data.path(), "demo@this-machine").read().unwrap(), []);
        assert_eq!(fs::read_dir(data.path().join("evidence")).unwrap().count(), 1, "a draft was left behind");
    }

    #[test]
    fn a_file_that_is_none_of_ours_is_reported_and_left_alone() {
        let data = tempfile::tempdir().unwrap();
        let kept = Evidences::in_data(data.path(), "work");
        fs::create_dir(data.path().join("evidence")).unwrap();
        let file = data.path().join("evidence/work.json");
        fs::write(&file, "{ half a fi").unwrap();
        assert!(kept.read().is_err());
        assert!(kept.add(&[evidence("D1", 1, Answer::Accepted)]).is_err());
        assert_eq!(fs::read_to_string(&file).unwrap(), "{ half a fi");
    }
}
