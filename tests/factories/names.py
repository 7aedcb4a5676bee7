"""Names of people, drawn at random."""

from __future__ import annotations

import factory
import faker

_DRAW = faker.Faker("id_ID")
# Names that tests type themselves and then look for by their letters; nobody drawn is called so, not even in part.
TYPED = ("bambang", "budi", "dedi", "gilang")


def drawn(kind: str) -> factory.LazyFunction:
    """A declaration for a name of this kind (`name`, `name_male`) that holds none of `TYPED`."""

    def draw() -> str:
        while True:
            name: str = getattr(_DRAW, kind)()
            if not any(typed in name.casefold() for typed in TYPED):
                return name

    return factory.LazyFunction(draw)
