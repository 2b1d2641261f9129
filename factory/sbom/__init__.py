"""What an application is made of, as bills of materials in CycloneDX, one for each ecosystem that it uses."""
