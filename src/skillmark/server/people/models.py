"""Rows of accounts, organisations, memberships, consent, tokens and the audit log."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from skillmark.nouns.errors import ConflictError
from skillmark.server.people.actions import Role


class OrganisationRecord(models.Model):
    """A provider, an employer, or both. Everything else belongs to one."""

    slug = models.SlugField(unique=True, max_length=60)
    name = models.CharField(_("name"), max_length=200)
    country = models.CharField(_("country"), max_length=2, help_text=_("Two letters, such as DE"))
    url = models.URLField(_("website"), blank=True)
    email = models.EmailField(_("public e-mail address"), blank=True)
    about = models.TextField(_("about"), blank=True)
    public = models.BooleanField(_("listed in the public catalogue"), default=True)
    issuer_id = models.CharField(max_length=500, blank=True)
    """URL or DID that its credentials name as issuer; the hosted profile when empty."""
    created = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.name


class OrganisationRows(models.QuerySet[Any]):
    """Rows that belong to organisations."""

    def of(self, organisation: OrganisationRecord | None) -> OrganisationRows:
        """Only the rows of this organisation; none where there is no organisation."""
        return self.none() if organisation is None else self.filter(organisation=organisation)


class OrganisationOwned(models.Model):
    """Base of every row that belongs to one organisation."""

    organisation = models.ForeignKey(
        OrganisationRecord, on_delete=models.PROTECT, related_name="+", editable=False
    )
    objects: ClassVar[Any] = OrganisationRows.as_manager()

    class Meta:
        abstract = True


class Accounts(BaseUserManager["AccountRecord"]):
    """Makes accounts; an e-mail address is compared without regard to case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> AccountRecord:
        account = self.model(email=email.strip().lower(), **fields)
        account.set_password(password)
        account.save(using=self._db)
        return account

    def get_by_natural_key(self, username: str | None) -> AccountRecord:
        return self.get(email__iexact=username)


class AccountRecord(AbstractBaseUser):
    """Someone who signs in with an e-mail address."""

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=150, blank=True)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(default=timezone.now)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[Accounts] = Accounts()

    def __str__(self) -> str:
        return self.name or self.email


class MembershipRecord(OrganisationOwned):
    """One role of one person in one organisation."""

    account = models.ForeignKey(AccountRecord, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint("organisation", "account", "role", name="one_role_once")
        ]


class InvitationRecord(OrganisationOwned):
    """A role that waits for somebody to open a link. Only the link's digest is kept."""

    digest = models.CharField(max_length=64, unique=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    expires = models.DateTimeField()
    used = models.DateTimeField(null=True)


class FirstRunRecord(models.Model):
    """The one-time link that makes the first administrator. Only its digest is kept."""

    digest = models.CharField(max_length=64, unique=True)
    expires = models.DateTimeField()
    used = models.DateTimeField(null=True)


class TokenRecord(OrganisationOwned):
    """An API token: acts as this account, in this organisation. Only its digest is kept."""

    account = models.ForeignKey(AccountRecord, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(_("what it is for"), max_length=100)
    digest = models.CharField(max_length=64, unique=True)
    created = models.DateTimeField(default=timezone.now)
    expires = models.DateTimeField()
    revoked = models.DateTimeField(null=True)


class Purpose(models.TextChoices):
    """What somebody may agree to have their skills used for."""

    MATCHING = "matching", _("Be found for roles and projects")
    PLANNING = "planning", _("Plan my training")
    OUTCOMES = "outcomes", _("Link what became of my career to my credentials")


class ConsentRecord(OrganisationOwned):
    """Who may see what of me, and since when. Withdrawn, not deleted: both moments count."""

    account = models.ForeignKey(AccountRecord, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=20, choices=Purpose.choices)
    given = models.DateTimeField(default=timezone.now)
    withdrawn = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "organisation",
                "account",
                "purpose",
                condition=models.Q(withdrawn=None),
                name="one_consent_in_force",
            )
        ]


class Ground(models.TextChoices):
    """What an organisation may say that its use of people's data rests on, where it asks nobody.

    Articles are those of the GDPR; consent (6(1)(a)) is the person's own and a row of its own.
    """

    CONTRACT = "contract", _("The employment contract (Art. 6(1)(b) GDPR)")
    AGREEMENT = "agreement", _("A works or collective agreement (Art. 88 GDPR)")
    OBLIGATION = "obligation", _("A legal obligation (Art. 6(1)(c) GDPR)")
    INTEREST = "interest", _("Legitimate interests that were weighed (Art. 6(1)(f) GDPR)")


class BasisRecord(OrganisationOwned):
    """What an organisation says that a purpose rests on: in whose words, and since when.

    Never changed: another one is stated, or this one is ended.
    """

    purpose = models.CharField(max_length=20, choices=Purpose.choices)
    ground = models.CharField(_("legal basis"), max_length=12, choices=Ground.choices)
    words = models.TextField(_("in your words"))
    informed = models.TextField(_("how people are told"))
    """How the people whom it covers are told; kept, since it has to be shown."""
    stated = models.DateTimeField(default=timezone.now)
    stated_by = models.ForeignKey(
        AccountRecord, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    stated_name = models.CharField(max_length=150)
    """Name of who stated it; it stays when the account goes."""
    ended = models.DateTimeField(null=True)


class CoverageRecord(OrganisationOwned):
    """A person whom a stated basis covers, from the moment at which they were told."""

    basis = models.ForeignKey(BasisRecord, on_delete=models.CASCADE, related_name="covered")
    account = models.ForeignKey(AccountRecord, on_delete=models.CASCADE, related_name="coverage")
    told = models.DateTimeField()
    ended = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint("basis", "account", name="covered_once")]


class ObjectionRecord(OrganisationOwned):
    """Somebody's no to a purpose. It outweighs every basis; only the person takes it back."""

    account = models.ForeignKey(AccountRecord, on_delete=models.CASCADE, related_name="objections")
    purpose = models.CharField(max_length=20, choices=Purpose.choices)
    made = models.DateTimeField(default=timezone.now)
    ended = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "organisation",
                "account",
                "purpose",
                condition=models.Q(ended=None),
                name="one_objection_in_force",
            )
        ]


class AuditRecord(models.Model):
    """Who did what to which thing, when. Rows are added and never changed (see migrations).

    People and organisations are kept as bare numbers, so that erasing a person leaves none of
    their data here.
    """

    at = models.DateTimeField(default=timezone.now, db_index=True)
    actor = models.ForeignKey(
        AccountRecord, models.DO_NOTHING, null=True, db_constraint=False, related_name="+"
    )
    organisation = models.ForeignKey(
        OrganisationRecord, models.DO_NOTHING, null=True, db_constraint=False, related_name="+"
    )
    action = models.CharField(max_length=40)
    thing = models.CharField(max_length=200, blank=True)
    """Kind and id, such as `award:3f2a...`."""
    allowed = models.BooleanField(default=True)
    detail = models.JSONField(default=dict)

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise ConflictError("the audit log is never changed", where=f"entry {self.pk}")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        raise ConflictError("the audit log is never changed", where=f"entry {self.pk}")
