"""What wraps every request, as pure ASGI: a body is never held back or read twice on its account."""
