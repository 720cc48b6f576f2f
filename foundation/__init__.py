"""What every program of Guichê stands on: settings, logs and outgoing HTTP. Imports none of them."""
