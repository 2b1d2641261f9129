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
  description = "AWS region of all resources."
  type        = string
  default     = "eu-central-1"

  validation {
    condition     = can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]$", var.region))
    error_message = "region must be the name of an AWS region, such as eu-central-1."
  }
}

variable "vpc_cidr" {
  description = "Address range of the network, a /16 to /20."
  type        = string
  default     = "10.20.0.0/16"

  validation {
    condition     = can(cidrhost(var.vpc_cidr, 0)) && try(tonumber(split("/", var.vpc_cidr)[1]), 0) >= 16 && try(tonumber(split("/", var.vpc_cidr)[1]), 99) <= 20
    error_message = "vpc_cidr must be an IPv4 range from /16 to /20, such as 10.20.0.0/16."
  }
}

variable "availability_zones" {
  description = "Number of availability zones to use."
  type        = number
  default     = 2

  validation {
    condition     = var.availability_zones >= 2 && var.availability_zones <= 4
    error_message = "availability_zones must be 2, 3 or 4: the load balancer needs two."
  }
}

variable "nat_gateway_per_zone" {
  description = "Whether each availability zone has a NAT gateway of its own; one for all is cheaper."
  type        = bool
  default     = false
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
  description = "CPU units of a task; 1024 are one virtual CPU."
  type        = number
  default     = 256

  validation {
    condition     = contains([256, 512, 1024, 2048, 4096], var.cpu)
    error_message = "cpu must be 256, 512, 1024, 2048 or 4096."
  }
}

variable "memory" {
  description = "Memory of a task in MiB."
  type        = number
  default     = <[ app.memory ]>

  validation {
    condition     = var.memory >= 512 && var.memory <= 30720
    error_message = "memory must be from 512 to 30720 MiB."
  }
}

variable "min_tasks" {
  description = "Fewest tasks that run at a time."
  type        = number
  default     = 1

  validation {
    condition     = var.min_tasks >= 1
    error_message = "min_tasks must be at least 1."
  }
}

variable "max_tasks" {
  description = "Most tasks that run at a time; nothing scales when it is that of min_tasks."
  type        = number
  default     = 4

  validation {
    condition     = var.max_tasks >= 1 && var.max_tasks <= 100
    error_message = "max_tasks must be from 1 to 100."
  }
}

variable "certificate_arn" {
  description = "ARN of the TLS certificate in ACM. Without one the load balancer speaks plain HTTP."
  type        = string
  default     = ""

  validation {
    condition     = var.certificate_arn == "" || startswith(var.certificate_arn, "arn:")
    error_message = "certificate_arn must be an ARN, or empty."
  }
}

variable "settings" {
  description = "Further environment variables of the container."
  type        = map(string)
  default     = {}
}

variable "log_retention_days" {
  description = "Days for which logs are kept."
  type        = number
  default     = 30

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400], var.log_retention_days)
    error_message = "log_retention_days must be a retention that CloudWatch Logs knows, such as 30."
  }
}
<% if app.database %>

variable "database_instance_class" {
  description = "Instance class of the database."
  type        = string
  default     = "db.t4g.micro"

  validation {
    condition     = startswith(var.database_instance_class, "db.")
    error_message = "database_instance_class must begin with db."
  }
}

variable "database_storage_gb" {
  description = "Storage of the database in GiB, which grows by itself to five times of that."
  type        = number
  default     = 20

  validation {
    condition     = var.database_storage_gb >= 20 && var.database_storage_gb <= 1000
    error_message = "database_storage_gb must be from 20 to 1000."
  }
}
<% endif %>
