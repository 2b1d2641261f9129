use std::{fs, path::Path};

#[test]
fn every_feature_takes_part() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/features");
    let list = fs::read_to_string(folder.join("mod.rs")).unwrap();
    for entry in fs::read_dir(folder).unwrap() {
        let name = entry.unwrap().file_name().to_string_lossy().replace(".rs", "");
        if name != "mod" {
            assert!(list.contains(&format!("\npub mod {name};\n")), "{name} is not declared");
            assert!(list.contains(&format!("\n    {name}::routes,\n")), "{name} has no routes");
        }
    }
}
