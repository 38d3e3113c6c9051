"""An agency's people: inviting, roles, letting somebody in anew, ending their sessions and their rights."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from yishu.agencies import commands, handing_over, queries
from yishu.agencies.identity import inviting, leaving, people, roles_of
from yishu.agencies.identity.forms import InviteForm, choices_for
from yishu.agencies.identity.inviting import Invited
from yishu.agencies.identity.own_sessions import list_sessions
from yishu.agencies.middleware import actor_of
from yishu.agencies.models import Agency, Role
from yishu.core.actor import Actor
from yishu.core.errors import FieldError, Invalid, Problem
from yishu.shell import fields


@require_GET
def list_page(request: HttpRequest) -> HttpResponse:
    """The people of one's own agency; the system administrator may look at another's (`?agency=` its code)."""
    actor = actor_of(request)
    agency = _agency(request, actor)
    given = {
        "handovers": people.list_handovers(agency),
        "agency": agency,
        "people": people.list_people(agency, now=timezone.now()),
        "is_own": agency.pk == actor.agency_id,
    }
    return render(request, "identity/people.html", given)


@never_cache
def invite(request: HttpRequest) -> HttpResponse:
    """A new person, and the link by which they set their password."""
    actor = actor_of(request)
    agency = _agency(request, actor)
    form = InviteForm(request.POST or None, choices=choices_for(actor.roles))
    if form.is_valid():
        given = form.cleaned_data
        try:
            roles = frozenset(Role(role) for role in given["roles"])
            invited = inviting.invite(
                actor, agency, login=given["login"], name=given["name"], roles=roles, now=timezone.now()
            )
        except Invalid as wrong:
            fields.add_errors(form, wrong)
        except Problem as problem:
            fields.add_errors(form, problem, field="roles")
        else:
            return _link(request, invited)
    return render(request, "identity/invite.html", {"form": form, "agency": agency}, status=422 if form.errors else 200)


@require_GET
def person_page(request: HttpRequest, person_id: int) -> HttpResponse:
    """Roles, login and sessions of one person."""
    actor = actor_of(request)
    person = people.get_person(actor, person_id)
    held = set(person.appointments.values_list("role", flat=True))
    given = {
        "person": person,
        "shown": people.shown(person, now=timezone.now()),
        "roles": [(value, label, value in held) for value, label in choices_for(actor.roles)],
        "node_roles": [Role(role).label for role in held if role not in dict(choices_for(actor.roles))],
        "sessions": list_sessions(person),
        "work": handing_over.list_open(person),
        "successors": people.list_successors(person),
        "is_self": actor.ref == f"person:{person.pk}",
    }
    return render(request, "identity/person.html", given)


@require_POST
def set_roles(request: HttpRequest, person_id: int) -> HttpResponse:
    """The roles that the form names are held from now on; those that its sender cannot give stay as they are."""
    actor = actor_of(request)
    person = people.get_person(actor, person_id)
    wanted = request.POST.getlist("roles")
    if unknown := set(wanted) - set(Role.values):
        zh, en = "没有这一职责：{role}。", "There is no such role: {role}."
        raise Invalid(errors=[FieldError("roles", "one_of", zh, en, role=sorted(unknown)[0][:40])])
    roles_of.set_roles(actor, person, frozenset(Role(role) for role in wanted))
    messages.success(request, _("“{name}”的职责已更新，即刻生效。").format(name=person.name))
    return redirect("identity:person", person_id)


@require_POST
@never_cache
def invite_again(request: HttpRequest, person_id: int) -> HttpResponse:
    """A new link; this answer is the only place where it stands."""
    actor = actor_of(request)
    return _link(request, inviting.invite_again(actor, people.get_person(actor, person_id), now=timezone.now()))


@require_POST
def revoke_invitation(request: HttpRequest, person_id: int) -> HttpResponse:
    actor = actor_of(request)
    inviting.revoke_invitation(actor, people.get_person(actor, person_id), now=timezone.now())
    messages.success(request, _("邀请链接已作废。"))
    return redirect("identity:person", person_id)


@require_POST
def reset_factors(request: HttpRequest, person_id: int) -> HttpResponse:
    actor = actor_of(request)
    inviting.reset_factors(actor, people.get_person(actor, person_id))
    messages.success(request, _("第二重验证已清除，本人下次登录时重新设置。"))
    return redirect("identity:person", person_id)


@require_POST
def revoke_sessions(request: HttpRequest, person_id: int) -> HttpResponse:
    actor = actor_of(request)
    ended = inviting.revoke_sessions(actor, people.get_person(actor, person_id))
    messages.success(request, _("已终止 {n} 处登录，以及此人的程序令牌。").format(n=ended))
    return redirect("identity:person", person_id)


@require_POST
def deactivate(request: HttpRequest, person_id: int) -> HttpResponse:
    """A leaver: all rights end at once."""
    actor = actor_of(request)
    person = people.get_person(actor, person_id)
    reason = request.POST.get("reason", "").strip()[:200]
    if not reason:
        zh, en = "请写明停用的原因，如“调离”。", "Say why, for example that the person has moved on."
        raise Invalid(errors=[FieldError("reason", "required", zh, en)])
    made = leaving.leave(
        actor,
        person,
        reason=reason,
        successor=people.find_successor(person, request.POST.get("successor", "")),
        with_roles="with_roles" in request.POST,
        now=timezone.now(),
    )
    if made.successor:
        told = _("由“{name}”接手 {n} 件。").format(name=made.successor.name, n=len(made.things))
        messages.info(request, told)
    messages.success(request, _("“{name}”的账号已停用，权限即刻终止。").format(name=person.name))
    return redirect("identity:people")


def _agency(request: HttpRequest, actor: Actor) -> Agency:
    """One's own; another's for the system administrator, to others it does not exist."""
    agency = queries.get_agency(request.GET.get("agency") or actor.agency_code)
    commands.require_administration(actor, agency)
    return agency


def _link(request: HttpRequest, invited: Invited) -> HttpResponse:
    path = people.path_of(invited.text)
    given = {"invited": invited, "link": request.build_absolute_uri(path)}
    return render(request, "identity/invited.html", given)
