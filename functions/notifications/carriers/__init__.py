"""The ways out: services that Apprise knows, e-mail, browsers. Each attempt ends as an `Outcome`, never as a guess."""
