//! Embeds `migrations/*.sql` in the program: a list of version, description and text, ordered by version.

use std::{collections::BTreeMap, env, fs, path::Path};

fn main() {
    println!("cargo::rerun-if-changed=migrations");
    let folder = Path::new(&env::var("CARGO_MANIFEST_DIR").unwrap_or_default()).join("migrations");
    let target = Path::new(&env::var("OUT_DIR").unwrap_or_default()).join("migrations.rs");
    let made = list(&folder).and_then(|text| fs::write(&target, text).map_err(|e| e.to_string()));
    if let Err(problem) = made {
        println!("cargo::error=migrations: {problem}");
    }
}

/// The list as Rust source.
fn list(folder: &Path) -> Result<String, String> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).map_err(|e| e.to_string())? {
        let path = entry.map_err(|e| e.to_string())?.path();
        if path.extension().is_none_or(|ending| ending != "sql") {
            continue;
        }
        let file = path.file_name().unwrap_or_default().to_string_lossy();
        let (version, description) =
            parts(&file).ok_or(format!("{file}: the name must be like 0001_create_notes.sql"))?;
        let text = path.to_str().ok_or(format!("{file}: the path is not UTF-8"))?;
        let item = format!("({version}, {description:?}, include_str!({text:?})),\n");
        if found.insert(version, item).is_some() {
            return Err(format!("{file}: another file has the number {version} too"));
        }
    }
    Ok(format!("&[\n{}]\n", found.into_values().collect::<String>()))
}

/// Version and description in the name of a file.
fn parts(file: &str) -> Option<(i64, String)> {
    let (number, rest) = file.strip_suffix(".sql")?.split_once('_')?;
    let version: i64 = number.parse().ok().filter(|number| *number > 0)?;
    (!rest.is_empty()).then(|| (version, rest.replace('_', " ")))
}
