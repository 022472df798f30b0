"""Views of documents: HTML for browsers and notebooks, plain text for terminals, plots."""

from eventx.view.html import fragment, page, show
from eventx.view.plain import outline

__all__ = ["fragment", "outline", "page", "show"]
