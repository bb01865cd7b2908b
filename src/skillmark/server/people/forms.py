"""Forms of accounts, organisations and members."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import password_validation
from django.utils.translation import gettext_lazy as _

from skillmark.server.people.actions import Role
from skillmark.server.people.models import OrganisationRecord


class SignupName(forms.Form):
    """The name, beside what the login library asks for at registration."""

    name = forms.CharField(
        label=_("Name"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        help_text=_("As it should stand on your certificates."),
    )
    field_order = ["name", "email", "password1"]

    def signup(self, request: Any, user: Any) -> None:
        user.name = self.cleaned_data["name"]
        user.save(update_fields=["name"])


class FirstRunForm(forms.Form):
    """The first administrator and organisation."""

    organisation = forms.CharField(label=_("Organisation"), max_length=200)
    country = forms.RegexField(
        r"^[A-Za-z]{2}$", label=_("Country"), help_text=_("Two letters, such as DE")
    )
    name = forms.CharField(
        label=_("Your name"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=_("Your e-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 10 characters."),
    )

    def clean_password(self) -> str:
        password_validation.validate_password(self.cleaned_data["password"])
        return self.cleaned_data["password"]


class OrganisationForm(forms.ModelForm):
    """The public profile of an organisation."""

    url = forms.URLField(label=_("Website"), required=False, assume_scheme="https")

    class Meta:
        model = OrganisationRecord
        fields = ["name", "country", "url", "email", "about", "public"]

    def clean_country(self) -> str:
        country = self.cleaned_data["country"].upper()
        if len(country) != 2 or not country.isalpha():
            raise forms.ValidationError(_("Give the two letters of the country, such as DE."))
        return country


class InviteForm(forms.Form):
    """Somebody's e-mail address and the role that waits for them."""

    email = forms.EmailField(label=_("E-mail address"))
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, initial=Role.LEARNER)


class TokenForm(forms.Form):
    """A new API token."""

    name = forms.CharField(label=_("What it is for"), max_length=100)
    days = forms.IntegerField(label=_("Valid for days"), min_value=1, max_value=365, initial=90)


class ProfileForm(forms.Form):
    """One's own name."""

    name = forms.CharField(
        label=_("Name"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        help_text=_("As it should stand on your certificates."),
    )
