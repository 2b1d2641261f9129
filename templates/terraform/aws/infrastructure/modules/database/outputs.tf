<% if app.database %>
output "address" {
  description = "Host name of the database."
  value       = aws_db_instance.this.address
}

output "port" {
  description = "Port of the database."
  value       = aws_db_instance.this.port
}

output "secret_arn" {
  description = "Secret with the members username and password."
  value       = one(aws_db_instance.this.master_user_secret[*].secret_arn)
}
<% endif %>
