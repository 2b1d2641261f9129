variable "project" {
  description = "Google Cloud project of all resources."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{4,28}[a-z0-9]$", var.project))
    error_message = "project must be the id of a project, such as my-project-123456."
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

variable "region" {
  description = "Region of all resources."
  type        = string
  default     = "europe-west3"

  validation {
    condition     = can(regex("^[a-z]+-[a-z]+[0-9]+$", var.region))
    error_message = "region must be the name of a region, such as europe-west3."
  }
}

variable "subnet_cidr" {
  description = "Address range of the subnet, a /16 to /26."
  type        = string
  default     = "10.20.0.0/24"

  validation {
    condition     = can(cidrhost(var.subnet_cidr, 0)) && try(tonumber(split("/", var.subnet_cidr)[1]), 0) >= 16 && try(tonumber(split("/", var.subnet_cidr)[1]), 99) <= 26
    error_message = "subnet_cidr must be an IPv4 range from /16 to /26, such as 10.20.0.0/24."
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
  description = "Virtual CPUs of an instance."
  type        = number
  default     = 1

  validation {
    condition     = contains([1, 2, 4, 8], var.cpu)
    error_message = "cpu must be 1, 2, 4 or 8."
  }
}

variable "memory" {
  description = "Memory of an instance in MiB."
  type        = number
  default     = <[ app.memory ]>

  validation {
    condition     = var.memory >= 512 && var.memory <= 32768
    error_message = "memory must be from 512 to 32768 MiB."
  }
}

variable "min_instances" {
  description = "Fewest instances at a time; 0 lets the service sleep."
  type        = number
  default     = 0

  validation {
    condition     = var.min_instances >= 0
    error_message = "min_instances cannot be negative."
  }
}

variable "max_instances" {
  description = "Most instances at a time."
  type        = number
  default     = 4

  validation {
    condition     = var.max_instances >= 1 && var.max_instances <= 100
    error_message = "max_instances must be from 1 to 100."
  }
}

variable "public" {
  description = "Whether everybody may call the service, without signing in to Google Cloud."
  type        = bool
  default     = true
}

variable "settings" {
  description = "Further environment variables of the container."
  type        = map(string)
  default     = {}
}
<% if app.database %>

variable "database_tier" {
  description = "Machine type of the database."
  type        = string
  default     = "db-f1-micro"

  validation {
    condition     = startswith(var.database_tier, "db-")
    error_message = "database_tier must begin with db-."
  }
}
<% endif %>
