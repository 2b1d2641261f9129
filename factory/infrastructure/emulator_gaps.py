"""Attributes that the emulator takes and does not give back, so that a second plan would set them again.

Each was seen with moto 5.2 and the AWS provider 5.100; AWS itself keeps them.
"""

from __future__ import annotations

GAPS = frozenset(
    {
        "aws_ecs_service.availability_zone_rebalancing",
        "aws_ecs_service.health_check_grace_period_seconds",
        "aws_vpc_security_group_egress_rule.description",
        "aws_vpc_security_group_ingress_rule.description",
    }
)
"""Type of a resource and attribute."""
