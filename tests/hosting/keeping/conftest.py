from tests.hosting.conftest import scene, scene_with  # noqa: F401 (fixtures)
