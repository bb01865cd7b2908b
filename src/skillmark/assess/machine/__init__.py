"""A machine's opinion on an answer that people score: asked for, read strictly, compared.

Nothing here gives points. An opinion is shown beside a person's rating once that is given; where
the two differ, another person looks. No I/O: the request is data, the reply is bytes.
"""
