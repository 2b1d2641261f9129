output "url" {
  description = "Where the application answers."
  value       = module.service.url
}

output "repository_url" {
  description = "Repository of its container images: push REPOSITORY_URL/application:TAG."
  value       = module.registry.repository_url
}

output "service_name" {
  description = "Name of the Cloud Run service."
  value       = module.service.service_name
}
