"""Every rule of the control plane; API, panel and CLI are thin over it."""
