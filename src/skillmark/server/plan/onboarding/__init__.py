"""After a hire: what is proven and waived, what is learned by when, and when somebody is there."""
