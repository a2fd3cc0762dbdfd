from django.apps import AppConfig
from django.conf import settings
from django.utils.module_loading import autodiscover_modules


class KernelConfig(AppConfig):
    name = "linli.kernel"
    label = "kernel"

    def ready(self) -> None:
        # They need the registry of models, which is complete only now.
        from linli.kernel.record.followers import check_followed
        from linli.kernel.secrets.suites import named

        named(settings.SUITE)
        # By name, so that no arrow points from the kernel to a room.
        autodiscover_modules("wiring")
        check_followed()
