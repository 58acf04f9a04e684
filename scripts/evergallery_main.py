"""What the web UI loads. Everything is in the package `evergallery`; no classes here, because hosts
execute this file outside sys.modules."""

from evergallery import hosts

hosts.start(__file__)
