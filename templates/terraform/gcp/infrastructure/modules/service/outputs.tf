output "url" {
  description = "Where the application answers."
  value       = google_cloud_run_v2_service.this.uri
}

output "service_name" {
  description = "Name of the service."
  value       = google_cloud_run_v2_service.this.name
}
