variable "subscription_id" {
  description = "Azure subscription of all resources."
  type        = string

  validation {
    condition     = can(regex("^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", lower(var.subscription_id)))
    error_message = "subscription_id must be the id of a subscription, a UUID."
  }
}

variable "name" {
  description = "Name of the application, which begins the names of its resources."
  type        = string
  default     = "<[ app.short ]>"

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,18}[a-z0-9]$", var.name))
    error_message = "name needs 2 to 20 lower-case letters, digits and hyphens, a letter first and no hyphen last."
  }
}

variable "environment" {
  description = "Which installation this is: dev, staging or prod."
  type        = string
  default     = "dev"

  validation {
    condition     = contains(["dev", "staging", "prod"], var.environment)
    error_message = "environment must be dev, staging or prod."
  }
}

variable "location" {
  description = "Azure region of all resources."
  type        = string
  default     = "germanywestcentral"

  validation {
    condition     = can(regex("^[a-z]+[0-9]*$", var.location))
    error_message = "location must be the name of a region, such as germanywestcentral."
  }
}

variable "vnet_cidr" {
  description = "Address range of the network, a /16 to /20."
  type        = string
  default     = "10.20.0.0/16"

  validation {
    condition     = can(cidrhost(var.vnet_cidr, 0)) && try(tonumber(split("/", var.vnet_cidr)[1]), 0) >= 16 && try(tonumber(split("/", var.vnet_cidr)[1]), 99) <= 20
    error_message = "vnet_cidr must be an IPv4 range from /16 to /20, such as 10.20.0.0/16."
  }
}

variable "image_tag" {
  description = "Tag of the container image in the registry that is to run."
  type        = string
  default     = "latest"

  validation {
    condition     = can(regex("^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$", var.image_tag))
    error_message = "image_tag must be a valid tag of a container image, such as 1.4.0."
  }
}

variable "cpu" {
  description = "Virtual CPUs of a replica; its memory is twice that number in GiB."
  type        = number
  default     = 0.5

  validation {
    condition     = contains([0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75, 2], var.cpu)
    error_message = "cpu must be from 0.25 to 2 in steps of 0.25."
  }
}

variable "min_replicas" {
  description = "Fewest replicas at a time; 0 lets the application sleep."
  type        = number
  default     = 1

  validation {
    condition     = var.min_replicas >= 0
    error_message = "min_replicas cannot be negative."
  }
}

variable "max_replicas" {
  description = "Most replicas at a time."
  type        = number
  default     = 4

  validation {
    condition     = var.max_replicas >= 1 && var.max_replicas <= 300
    error_message = "max_replicas must be from 1 to 300."
  }
}

variable "settings" {
  description = "Further environment variables of the container."
  type        = map(string)
  default     = {}
}
<% if app.database %>

variable "database_sku" {
  description = "Compute of the database."
  type        = string
  default     = "B_Standard_B1ms"

  validation {
    condition     = can(regex("^(B|GP|MO)_Standard_", var.database_sku))
    error_message = "database_sku must begin with B_Standard_, GP_Standard_ or MO_Standard_."
  }
}

variable "database_storage_mb" {
  description = "Storage of the database in MiB."
  type        = number
  default     = 32768

  validation {
    condition     = contains([32768, 65536, 131072, 262144, 524288, 1048576], var.database_storage_mb)
    error_message = "database_storage_mb must be 32768 or a doubling of it up to 1048576."
  }
}
<% endif %>
