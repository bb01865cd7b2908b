"""The editor: a question written in the browser, whatever its way of answering."""
