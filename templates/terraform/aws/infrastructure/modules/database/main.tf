<% if app.database %>
locals {
  port = 5432
}

resource "aws_db_subnet_group" "this" {
  name       = var.name
  subnet_ids = var.subnet_ids
}

resource "aws_security_group" "this" {
  name        = "${var.name}-database"
  description = "The database: only the application may connect."
  vpc_id      = var.vpc_id

  tags = { Name = "${var.name}-database" }
}

resource "aws_vpc_security_group_ingress_rule" "clients" {
  security_group_id            = aws_security_group.this.id
  description                  = "PostgreSQL from the application."
  referenced_security_group_id = var.client_group_id
  ip_protocol                  = "tcp"
  from_port                    = local.port
  to_port                      = local.port
}

# RDS makes the password, keeps it in Secrets Manager and renews it: it is in no state file.
resource "aws_db_instance" "this" {
  identifier                  = var.name
  engine                      = "postgres"
  engine_version              = "17"
  instance_class              = var.instance_class
  db_name                     = var.database_name
  username                    = "app"
  manage_master_user_password = true
  port                        = local.port
  allocated_storage           = var.storage_gb
  max_allocated_storage       = var.storage_gb * 5
  storage_type                = "gp3"
  storage_encrypted           = true
  db_subnet_group_name        = aws_db_subnet_group.this.name
  vpc_security_group_ids      = [aws_security_group.this.id]
  publicly_accessible         = false
  multi_az                    = var.multi_az
  backup_retention_period     = var.backup_days
  copy_tags_to_snapshot       = true
  auto_minor_version_upgrade  = true
  deletion_protection         = var.protected
  skip_final_snapshot         = !var.protected
  final_snapshot_identifier   = var.protected ? "${var.name}-final" : null
}
<% endif %>
