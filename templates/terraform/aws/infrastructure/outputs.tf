output "url" {
  description = "Where the application answers."
  value       = module.service.url
}

output "repository_url" {
  description = "Where its container images are pushed."
  value       = module.registry.repository_url
}

output "cluster_name" {
  description = "Name of the ECS cluster."
  value       = module.service.cluster_name
}

output "service_name" {
  description = "Name of the ECS service."
  value       = module.service.service_name
}

output "log_group" {
  description = "CloudWatch log group of the application."
  value       = module.service.log_group
}
<% if app.database %>

output "database_secret_arn" {
  description = "Secret that holds the name and the password of the database user."
  value       = module.database.secret_arn
}
<% endif %>
