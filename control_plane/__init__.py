"""The control plane: panel, API, CLI, and the runner that makes the tenants' stacks.

Imports point one way: cli/web/api → services → operations → adapters, and everything may use models,
settings and errors. Only the runner process reaches Docker; web and API never import `adapters`.
"""
