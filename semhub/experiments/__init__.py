"""Questions asked of states, a file a question: do two sides meet, is it the meaning, and where?"""
