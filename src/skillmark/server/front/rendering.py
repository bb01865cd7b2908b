"""How forms look: one template for every field."""

from django.forms.renderers import TemplatesSetting


class Fields(TemplatesSetting):
    """Finds form templates among the project's; labels, help and errors are tied to the field."""

    form_template_name = "front/form.html"
    field_template_name = "front/field.html"
