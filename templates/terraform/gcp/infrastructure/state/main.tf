# Run once, by a person with rights to do so; its own state stays in this folder.
provider "google" {
  project = var.project
}

resource "google_storage_bucket" "state" {
  name                        = "${var.project}-${var.name}-state"
  location                    = var.location
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"

  versioning {
    enabled = true
  }

  lifecycle_rule {
    condition {
      num_newer_versions = 50
    }
    action {
      type = "Delete"
    }
  }
}
