"""People as they are sent and received."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from ...fields import Email, Text

Address = Annotated[Email, AfterValidator(str.lower)]


class Registration(BaseModel):
    """A new person. Long passwords are better than odd ones."""

    model_config = ConfigDict(extra="forbid")

    email: Address
    password: Annotated[Text, Field(min_length=12, max_length=128)]


class Credentials(BaseModel):
    """Who signs in."""

    model_config = ConfigDict(extra="forbid")

    email: Address
    password: Annotated[Text, Field(max_length=128)]


class Account(BaseModel):
    """A person as everybody with rights sees them."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    email: str
    role: str
