"""Competency frameworks as 1EdTech CASE says them (1.1, reading 1.0 too): files and a service.

- `read(path)`: the framework of a CFPackage.
- `package(framework, base_url=...)`: its CFPackage as a plain dict; `Book` gives its parts.
- `Service(books).answer(path, query)`: all that the REST binding asks for below `/ims/case/v1p1/`,
  as status, headers and JSON: `answer("CFDocuments", {"limit": "10"})`, `answer("CFItems/<uuid>")`.
  A web server adds nothing but its URLs, and `failure(...)` for refusals of its own. The first
  questions about the whole of ESCO take a second or two: keep a `Service` as long as its frameworks
  stay the same.
"""

from skillmark.skills.exchange.case.book import Book, package
from skillmark.skills.exchange.case.names import PATH
from skillmark.skills.exchange.case.reading import read
from skillmark.skills.exchange.case.service import Answer, Service, failure

__all__ = ["PATH", "Answer", "Book", "Service", "failure", "package", "read"]
