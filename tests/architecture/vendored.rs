//! Files of others are what their list says they are.

use std::collections::BTreeMap;
use std::fs;

use sha2::{Digest, Sha256};

use super::in_repository;

const FOLDERS: [&str; 2] = ["static/vendor", "tests/browser/vendor"];

/// The `[[file]]` paragraphs of a VENDOR.toml, which hold nothing but `name = "value"` lines.
fn entries(list: &str) -> Vec<BTreeMap<&str, &str>> {
    list.split("[[")
        .filter_map(|paragraph| paragraph.strip_prefix("file]]"))
        .map(|paragraph| {
            paragraph
                .lines()
                .filter_map(|line| line.split_once(" = "))
                .map(|(key, value)| (key, value.trim_matches('"')))
                .collect()
        })
        .collect()
}

#[test]
fn each_file_is_listed_with_its_sum_and_its_licence() {
    for folder in FOLDERS {
        let list = fs::read_to_string(in_repository(folder).join("VENDOR.toml")).unwrap();
        let entries = entries(&list);
        assert!(!entries.is_empty(), "{folder}: an empty list");
        for entry in &entries {
            let name = entry["name"];
            let body = fs::read(in_repository(folder).join(name)).unwrap();
            assert_eq!(hex::encode(Sha256::digest(&body)), entry["sha256"], "{folder}/{name}");
            let licence = in_repository(folder).join(entry["licence_file"]);
            assert!(licence.exists(), "{folder}/{name} without its licence");
        }
        for file in fs::read_dir(in_repository(folder)).unwrap() {
            let name = file.unwrap().file_name().into_string().unwrap();
            let listed = entries.iter().any(|entry| entry["name"] == name);
            assert!(
                listed || name == "VENDOR.toml" || name.contains("LICENSE"),
                "{folder}/{name} is not on the list"
            );
        }
    }
}
