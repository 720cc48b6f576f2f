"""One step a file: `check` asks whether its effect already holds, `apply` makes it hold."""
