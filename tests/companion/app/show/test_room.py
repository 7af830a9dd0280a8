"""Which address of this machine people in the room are given."""

from __future__ import annotations

import ipaddress

from companion.app.show.room import addresses_of_machine


def test_no_address_is_one_that_telephones_cannot_reach() -> None:
    for one in map(ipaddress.ip_address, addresses_of_machine()):
        assert not one.is_loopback
        assert not one.is_link_local
        assert one.version == 4
