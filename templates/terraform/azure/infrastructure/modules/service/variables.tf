variable "name" {
  description = "Name of the application's resources."
  type        = string
}

variable "resource_group_name" {
  description = "Resource group."
  type        = string
}

variable "location" {
  description = "Azure region."
  type        = string
}

variable "tags" {
  description = "Tags of the resources."
  type        = map(string)
}

variable "subnet_id" {
  description = "Subnet delegated to Container Apps."
  type        = string
}

variable "registry_id" {
  description = "Registry that images may be pulled from."
  type        = string
}

variable "registry_server" {
  description = "Host name of the registry."
  type        = string
}

variable "image" {
  description = "Container image with its tag."
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

variable "cpu" {
  description = "Virtual CPUs of a replica."
  type        = number
}

variable "min_replicas" {
  description = "Fewest replicas at a time."
  type        = number
}

variable "max_replicas" {
  description = "Most replicas at a time."
  type        = number
}

variable "environment" {
  description = "Environment variables of the container."
  type        = map(string)
}
<% if app.database %>

variable "secrets" {
  description = "Secret environment variables of the container."
  type        = map(string)
  sensitive   = true
}
<% endif %>
