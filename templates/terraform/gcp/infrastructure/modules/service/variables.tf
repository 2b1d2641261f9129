variable "name" {
  description = "Name of the service."
  type        = string
}

variable "project" {
  description = "The project."
  type        = string
}

variable "region" {
  description = "Region of the service."
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

variable "network_id" {
  description = "The network."
  type        = string
}

variable "subnet_id" {
  description = "The subnet that requests of the service go out by."
  type        = string
}

variable "cpu" {
  description = "Virtual CPUs of an instance."
  type        = number
}

variable "memory" {
  description = "Memory of an instance in MiB."
  type        = number
}

variable "min_instances" {
  description = "Fewest instances at a time."
  type        = number
}

variable "max_instances" {
  description = "Most instances at a time."
  type        = number
}

variable "public" {
  description = "Whether everybody may call the service."
  type        = bool
}

variable "protected" {
  description = "Whether the service cannot be deleted."
  type        = bool
}

variable "environment" {
  description = "Environment variables of the container."
  type        = map(string)
}
<% if app.database %>

variable "secrets" {
  description = "Environment variables whose values come from Secret Manager, by the id of the secret."
  type        = map(string)
}
<% endif %>
