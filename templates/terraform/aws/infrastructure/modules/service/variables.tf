variable "name" {
  description = "Name that begins the names of the service's resources."
  type        = string
}

variable "region" {
  description = "AWS region."
  type        = string
}

variable "image" {
  description = "Container image with its tag."
  type        = string
}

variable "repository_arn" {
  description = "Repository that the image may be pulled from."
  type        = string
}

variable "container_port" {
  description = "Port on which the container listens."
  type        = number
}

variable "health_path" {
  description = "Path that answers 200 when the application is ready."
  type        = string
}

variable "vpc_id" {
  description = "The network."
  type        = string
}

variable "vpc_cidr" {
  description = "Address range of the network."
  type        = string
}

variable "public_subnet_ids" {
  description = "Subnets of the load balancer."
  type        = list(string)
}

variable "private_subnet_ids" {
  description = "Subnets of the tasks."
  type        = list(string)
}

variable "certificate_arn" {
  description = "TLS certificate of the load balancer; empty for plain HTTP."
  type        = string
}

variable "cpu" {
  description = "CPU units of a task."
  type        = number
}

variable "memory" {
  description = "Memory of a task in MiB."
  type        = number
}

variable "min_tasks" {
  description = "Fewest tasks at a time."
  type        = number
}

variable "max_tasks" {
  description = "Most tasks at a time."
  type        = number
}

variable "log_retention_days" {
  description = "Days for which logs are kept."
  type        = number
}

variable "protected" {
  description = "Whether the load balancer cannot be deleted."
  type        = bool
}

variable "environment" {
  description = "Environment variables of the container."
  type        = map(string)
}
<% if app.database %>

variable "secrets" {
  description = "Environment variables whose values come from Secrets Manager, by the ARN of the value."
  type        = map(string)
}

variable "secret_arns" {
  description = "Secrets that the tasks may be given values of."
  type        = list(string)
}
<% endif %>
