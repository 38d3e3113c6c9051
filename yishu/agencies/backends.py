"""Who may log in: an active person of an active agency."""

from django.contrib.auth.backends import ModelBackend

from yishu.agencies.models import Person


class People(ModelBackend):
    """By login name and password. The agency comes along, since every page names it."""

    def user_can_authenticate(self, user: object) -> bool:
        return isinstance(user, Person) and user.is_active and user.agency.is_active

    def get_user(self, user_id: int) -> Person | None:
        person = Person.objects.select_related("agency").filter(pk=user_id).first()
        return person if self.user_can_authenticate(person) else None
