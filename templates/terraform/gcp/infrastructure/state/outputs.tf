output "bucket" {
  description = "Bucket for the state of the infrastructure."
  value       = google_storage_bucket.state.name
}
