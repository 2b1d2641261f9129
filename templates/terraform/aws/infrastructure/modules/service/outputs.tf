output "url" {
  description = "Where the application answers."
  value       = "${local.tls ? "https" : "http"}://${aws_lb.this.dns_name}"
}

output "cluster_name" {
  description = "Name of the cluster."
  value       = aws_ecs_cluster.this.name
}

output "service_name" {
  description = "Name of the service."
  value       = aws_ecs_service.this.name
}

output "log_group" {
  description = "Log group."
  value       = aws_cloudwatch_log_group.this.name
}
<% if app.database %>

output "task_security_group_id" {
  description = "Security group of the tasks."
  value       = aws_security_group.tasks.id
}
<% endif %>
