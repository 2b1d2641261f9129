provider "google" {
  project = var.project
  region  = var.region

  default_labels = {
    application = var.name
    environment = var.environment
    managed-by  = "terraform"
  }
}
